/* stranger.h - the users and groups that boxes run as. */
#ifndef PARLAB_STRANGER_H
#define PARLAB_STRANGER_H

/* stranger_uid: of the next box.  A user of its own for each: the kernel counts
 * pipes, watches, signals and more by user, and one box must not use up what
 * another needs.  Without being root: this very user. */
unsigned stranger_uid(void);
/* stranger_gid: the group that all boxes of this process share, and that may see
 * its folders. */
unsigned stranger_gid(void);

#endif
