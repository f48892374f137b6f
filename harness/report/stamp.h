/* stamp.h - does a page have to be written again?
 *
 * A stamp is a digest of all that a student's page and the files beside it depend on: the
 * outcome with its samples, this program, and the scripts of the charts.  The page holds the
 * stamp it was written with (page.h), and is written last; so a page with the right stamp
 * and all the files beside it are what would be written.
 */
#ifndef PARLAB_STAMP_H
#define PARLAB_STAMP_H

#include "../grading/outcome.h"

/* stamp_program: of what is the same for all pages; NULL with an error; caller frees. */
char *stamp_program(void);
char *stamp_of(const struct outcome *outcome, const char *program); /* caller frees */

#endif
