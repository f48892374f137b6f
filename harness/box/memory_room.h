/* memory_room.h - the memory that concurrent boxes have reserved. */
#ifndef PARLAB_MEMORY_ROOM_H
#define PARLAB_MEMORY_ROOM_H

#include <stddef.h>

/* memory_room_take: reserve `bytes`, waiting up to ten minutes until other boxes of this
 * process leave enough of the machine's memory.  A box that runs alone gets any amount. 0,
 * or -1. memory_room_leave returns them. */
int memory_room_take(size_t bytes);
void memory_room_leave(size_t bytes);

#endif
