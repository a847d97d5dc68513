"""Sorts an array in place, as often as a line comes in, by its own clock.

Arguments: the type of the numbers, as NumPy calls it, and how many there are. Their bytes come first. The answer to each
line is the seconds that the sort took, on a line, and the bytes of the sorted numbers.
"""

import sys
import time

import numpy

kind, count = numpy.dtype(sys.argv[1]), int(sys.argv[2])
numbers = numpy.frombuffer(sys.stdin.buffer.read(count * kind.itemsize), dtype=kind)
while sys.stdin.buffer.readline():
    values = numbers.copy()
    begin = time.perf_counter()
    values.sort()
    seconds = time.perf_counter() - begin
    sys.stdout.buffer.write(f'{seconds}\n'.encode())
    sys.stdout.buffer.write(values.data)
    sys.stdout.buffer.flush()
