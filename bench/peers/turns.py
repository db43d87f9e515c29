"""What the scripts of the peers share: options from the command line, and turns."""
import json, resource, sys, time

options = json.loads(sys.argv[1])


def answer(run):
    """Calls `run`, which returns the work it did, for each line of stdin and prints seconds and peak memory (MB)."""
    for _ in sys.stdin:
        start = time.perf_counter()
        work = run()
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(json.dumps(dict(seconds=seconds, work=work, memory=memory)), flush=True)
