/* memcheck_report.h - what valgrind's Memcheck says of memory that was never written. */
#ifndef PARLAB_MEMCHECK_REPORT_H
#define PARLAB_MEMCHECK_REPORT_H

#include <stdint.h>

/* memcheck_report: the first report in `log` whose innermost frame is code of the program's file from
 * `from` to below `to`: its lines, without valgrind's prefixes; caller frees.  *address: of that frame, in
 * the file.  NULL: there is none.  The text may be hostile: a program is free to have any names. */
char *memcheck_report(const char *log, uint64_t from, uint64_t to, uint64_t *address);

#endif
