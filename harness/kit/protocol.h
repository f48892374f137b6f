/* protocol.h - the messages and files shared by parlab and a driver.
 *
 * It is the only header that both sides include.  A driver inherits three open files: the
 * control channel (a SOCK_SEQPACKET socket, one fixed-size message a packet), the input (a
 * memory file, mapped read-only) and the answer (a memory file, mapped shared).  One call:
 *
 *     parlab                                   driver
 *                        <-- READY             once, when it has started
 *     writes the input, poisons the answer
 *     reads its clock
 *     GO (mode, workers) -->
 *                                              calls the student's function
 *                        <-- DONE              the function's return and errno
 *     reads its clock, freezes the box,
 *     copies the answer, judges the copy
 *     ... further GOs ...
 *     QUIT              -->                    exits normally; with a sanitizer: runs the leak check,
 *                                              then makes known errors on blocks whose sizes
 *                                              follow from QUIT's sequence, so that parlab can see
 *                                              that the sanitizer was not silenced
 *
 * parlab uses only the arrival of a message: it takes times and judges answers itself.  A
 * driver's reports about itself (returned, error, kind NOTE_*) can only improve the wording
 * of a message or lower its own points.
 *
 * The first PROTOCOL_LAYOUT_BYTES of input and answer are the layout (bundle.h).  Before
 * judging, parlab restores the answer's layout as the oracle wrote it.
 */
#ifndef PARLAB_PROTOCOL_H
#define PARLAB_PROTOCOL_H

#include <stdint.h>

/* If this variable is set, memory that was never written holds PROTOCOL_FILL: what malloc
 * gives, and the stack below a call.  As an index or a length it is far out of range, and a
 * double of it is large. */
#define PROTOCOL_FILL_VARIABLE "PARLAB_FILL"
enum { PROTOCOL_FILL = 0x7f };

enum { PROTOCOL_FD_CONTROL = 3, PROTOCOL_FD_INPUT = 4, PROTOCOL_FD_ANSWER = 5 };
enum { PROTOCOL_LAYOUT_BYTES = 4096 };
#define PROTOCOL_MAGIC UINT32_C(0x704c6231) /* "pLb1" */

/* The modes of an exercise.  Users may type the name or the letter. */
enum mode {
	MODE_SERIAL,  /* s */
	MODE_FORK,    /* m */
	MODE_THREADS, /* i */
	MODE_OPENMP,  /* o */
	MODE_MPI,     /* d */
	MODE_COUNT,
};

/* Names and letters in the order of enum mode, for initialisers. */
// clang-format off
#define MODE_NAMES {"serial", "fork", "threads", "openmp", "mpi"}
// clang-format on
#define MODE_LETTERS "smiod"

enum { PROTOCOL_LEAKS = 4 }; /* of PROTOCOL_LEAK_BYTES, and one, two, three bytes more */
/* Sizes of the blocks that are leaked, overrun and raced on after a QUIT with this sequence
 * number. */
#define PROTOCOL_LEAK_BYTES(sequence) (UINT64_C(65536) + (sequence) % 65536)
#define PROTOCOL_OVERRUN_BYTES(sequence) (UINT64_C(131072) + (sequence) / 65536 % 65536)
#define PROTOCOL_RACE_BYTES(sequence) PROTOCOL_OVERRUN_BYTES(sequence)

enum protocol_kind {
	PROTOCOL_READY = 1,
	PROTOCOL_GO,
	PROTOCOL_DONE,
	PROTOCOL_QUIT,
	PROTOCOL_NOTE_CHILD_RETURNED, /* a forked child returned from the student's function */
	PROTOCOL_NOTE_LEFT_BEHIND, /* the call left children or descriptors behind; counts in returned (1 for
	                              any number, without AddressSanitizer) and error */
};

struct protocol_message {
	uint32_t magic;        /* PROTOCOL_MAGIC */
	uint32_t kind;         /* enum protocol_kind */
	uint64_t sequence;     /* of the call; DONE repeats GO's; QUIT: see PROTOCOL_LEAK_BYTES */
	uint32_t mode;         /* GO: enum mode */
	uint32_t workers;      /* GO: >= 1; 1 in serial mode */
	int32_t returned;      /* DONE: the function's return value; LEFT_BEHIND: children not waited for */
	int32_t error;         /* DONE: errno if it returned -1; LEFT_BEHIND: descriptors not closed */
	uint64_t input_bytes;  /* GO: bytes of the input file in use */
	uint64_t answer_bytes; /* GO: bytes of the answer file in use */
};

#endif
