"""`make chaos`: real processes, real servers and a door between them that breaks; then everything is counted.

__main__.py   one run: arguments, the schedule of faults and kills, the verdict
caller.py     a process that holds host-free calls, one after the other, and keeps a journal of them
world.py      the servers, the shippers, the LiveKit jobs and the small disk
door.py       the fault proxy in front of S3 and Logs
count.py      what was promised, what landed, and the difference
report.py     the table, and its place in docs/promise.md
"""
