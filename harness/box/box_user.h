/* box_user.h - the users and groups that boxes run as. */
#ifndef PARLAB_BOX_USER_H
#define PARLAB_BOX_USER_H

/* box_user_uid: for the next box.  Each box gets a different one: the kernel limits pipes,
 * watches, signals and more per user, and one box must not use up what another needs.
 * Unless root started parlab: the current user. */
unsigned box_user_uid(void);
/* box_user_gid: the group that all boxes of this process share, and that may read its
 * folders. */
unsigned box_user_gid(void);

#endif
