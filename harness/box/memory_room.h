/* memory_room.h - the memory that boxes side by side have been promised. */
#ifndef PARLAB_MEMORY_ROOM_H
#define PARLAB_MEMORY_ROOM_H

#include <stddef.h>

/* memory_room_take: sets `bytes` aside, waiting until other boxes of this process have
 * left enough of the machine's memory, ten minutes at most.  A single box gets what it
 * asks for, however much.  0, or -1.  memory_room_leave gives them back. */
int memory_room_take(size_t bytes);
void memory_room_leave(size_t bytes);

#endif
