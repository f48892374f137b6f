/* kit_main.c - main() of every program that is linked with student code.
 *
 * `--driver` selects parlab's control channel (kit_driver.c); without it the program
 * is run by hand (kit_cli.c).
 */
#include <string.h>

#include "kit.h"

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--driver") == 0)
		return kit_driver(kit_exercise.call);
	return kit_cli(argc, argv, NULL);
}
