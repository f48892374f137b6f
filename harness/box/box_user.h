/* box_user.h - the users and groups that boxes run as. */
#ifndef PARLAB_BOX_USER_H
#define PARLAB_BOX_USER_H

/* box_user_uid: of the next box.  Each has its own: the kernel counts pipes,
 * watches, signals and more per user, and one box must not use up what another
 * needs.  Not started as root: the current user. */
unsigned box_user_uid(void);
/* box_user_gid: the group that all boxes of this process share, and that may see
 * its folders. */
unsigned box_user_gid(void);

#endif
