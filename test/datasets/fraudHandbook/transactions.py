"""What the handbook's transactions are: counts, a hash, some rows.

Run: python test/datasets/fraudHandbook/transactions.py transactions_compact.csv.gz > test/datasets/fraudHandbook/transactions.fixture.json

The file holds the handbook's published data set, a row a transaction: TX_TIME_SECONDS (since 2018-04-01),
CUSTOMER_ID, TERMINAL_ID, TX_AMOUNT, TX_FRAUD, TX_FRAUD_SCENARIO. Its amounts carry the dust of a
multiplication by five (85.64999999999999) and are taken to the cent.

The hash is sha256 over the rows sorted by all their columns, each row five little-endian 32-bit integers:
second, customer, terminal, amount in cents, scenario.
"""
import hashlib, json, sys
import numpy as np, pandas as pd

table = pd.read_csv(sys.argv[1])
cents = (table.TX_AMOUNT * 100).round()
assert ((table.TX_AMOUNT * 100 - cents).abs() < 1e-6).all()
assert (table.TX_FRAUD == (table.TX_FRAUD_SCENARIO > 0)).all()
rows = np.column_stack([table.TX_TIME_SECONDS, table.CUSTOMER_ID, table.TERMINAL_ID, cents, table.TX_FRAUD_SCENARIO]).astype("<i4")
rows = rows[np.lexsort(rows.T[::-1])]
day = rows[:, 0] // 86400
scenario = rows[:, 4]

print(json.dumps(dict(
    versions=dict(numpy=np.__version__, pandas=pd.__version__),
    columns=["second", "customer", "terminal", "cents", "scenario"],
    transactions=len(rows),
    customers=len(np.unique(rows[:, 1])),
    terminals=len(np.unique(rows[:, 2])),
    perScenario=np.bincount(scenario).tolist(),
    perDay=np.bincount(day).tolist(),
    fraudsPerDay=np.bincount(day, scenario > 0).astype(int).tolist(),
    sha256=hashlib.sha256(rows.tobytes()).hexdigest(),
    # The first, the last, and the first three of each scenario.
    rows=[*rows[:3].tolist(), *rows[-3:].tolist(), *(row for s in [1, 2, 3] for row in rows[scenario == s][:3].tolist())],
)))
