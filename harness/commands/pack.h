/* pack.h - archives for other people: a folder as NAME.tar.gz. */
#ifndef PARLAB_PACK_H
#define PARLAB_PACK_H

/* pack_folder: PARENT/NAME as PARENT/NAME.tar.gz, which holds NAME/...; the same files always
 * give the same archive.  An old archive is replaced.  -1 with error_text(). */
int pack_folder(const char *parent, const char *name);

#endif
