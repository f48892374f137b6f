/* nearest.c - finds the word that was probably meant (Levenshtein distance).
 *
 * Oracles are linked with it too, so it needs only the C library, allocates nothing and
 * cannot fail.
 */
#include "nearest.h"

#include <string.h>

enum { LONGEST = 64 }; /* longer words are not compared */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* edit_distance: letters to insert, delete or change to get from one word to
 * the other, one row of the table at a time. */
static size_t edit_distance(const char *typed, const char *word)
{
	size_t row[LONGEST + 1], columns = strlen(word) + 1;

	for (size_t j = 0; j < columns; j++)
		row[j] = j;
	for (size_t i = 0; typed[i]; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 1; j < columns; j++) {
			size_t change = diagonal + (typed[i] != word[j - 1]);
			diagonal = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[columns - 1];
}

/* A word with more than about a third of its letters wrong is not a typing error. */
void nearest_offer(struct nearest *nearest, const char *word)
{
	size_t letters = strlen(nearest->typed);

	if (letters > LONGEST || strlen(word) > LONGEST)
		return;
	size_t distance = edit_distance(nearest->typed, word);
	if (distance < (nearest->word ? nearest->distance : letters / 3 + 2)) {
		nearest->distance = distance;
		nearest->word = word;
	}
}
