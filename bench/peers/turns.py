"""What the scripts of the peers share: options from the command line, and turns."""
import json, resource, sys, time

options = json.loads(sys.argv[1])


def answer(run):
    """Calls `run`, which returns the work it did, for each line of stdin and prints what it took."""
    for _ in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        work = run()
        seconds, processor = time.perf_counter() - start, time.process_time() - processor
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(json.dumps(dict(seconds=seconds, work=work, processor=processor, memory=memory)), flush=True)
