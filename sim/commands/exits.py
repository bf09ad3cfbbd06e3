"""What the exit code of a command says."""

#: Everything asked for is done.
OK = 0
#: The answer is no (a replay came out otherwise), or the reader of the output has gone.
FAILURE = 1
#: A mistake in what the user wrote, told in one line; nothing was done.
BAD_INPUT = 2
#: Some runs failed; the others are done.
RUNS_FAILED = 3
#: Ctrl-C.
INTERRUPTED = 130
