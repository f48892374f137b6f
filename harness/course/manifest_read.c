/* manifest_read.c - walks over the document of an assignment.yaml or a course.yaml as a
 * table of keys says, fills in a struct, and says what is wrong in an author's words.
 *
 * Never here: the name of any key.
 */
#include "manifest_read.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/nearest.h"
#include "manifest_keys.h"

enum { TEXT_BYTES_MAX = 4096, ENTRIES_MAX = 128 };

/* ---- complaints -------------------------------------------------------------- */

static const char *const MODE_WORDS[MODE_COUNT] = MODE_NAMES;

static char *names_of(const struct key *keys)
{
	struct text list;
	FILE *to = text_open(&list);

	for (const struct key *key = keys; key->name; key++)
		fprintf(to, "%s%s", key > keys ? ", " : "", key->name);
	return text_close(&list);
}

static char *mode_words(void)
{
	struct text list;
	FILE *to = text_open(&list);

	for (int mode = 0; mode < MODE_COUNT; mode++)
		fprintf(to, "%s%s", mode > 0 ? ", " : "", MODE_WORDS[mode]);
	return text_close(&list);
}

/* wanted: the expected kind of value, in an author's words; freed by the caller. */
static char *wanted(const struct key *key, bool entry)
{
	if (!entry && (key->options & LIST))
		return xstrdup("a list, as in [a, b]");
	if (key->kind == TEXT)
		return xstrdup("a text");
	if (key->kind == NUMBER)
		return xstrdup("a number");
	if (key->kind == COUNT)
		return xstrdup("a whole number, 0 or more");
	if (key->kind == TRUTH)
		return xstrdup("one of false, true");
	char *names = key->kind == MODE ? mode_words() : names_of(key->keys);
	char *words =
		key->kind == MODE ? xasprintf("one of %s", names) : xasprintf("a group of keys (%s)", names);
	free(names);
	return words;
}

static int type_fault(const struct key *key, const struct place *place, bool entry)
{
	const yaml_node_t *node = place->node;
	char *words = wanted(key, entry);
	char *found = node->type == YAML_SCALAR_NODE
	                      ? xasprintf("'%.40s'", (const char *)node->data.scalar.value)
	                      : xstrdup(node->type == YAML_SEQUENCE_NODE ? "a list" : "a group of keys");

	place_fault(place, "'%s' is %s; it must be %s", *place->path ? place->path : "the file", found,
	            words);
	free(found);
	free(words);
	return -1;
}

static int unknown_fault(const struct key *keys, const struct place *group, const struct place *place,
                         const char *name)
{
	struct nearest nearest = {.typed = name};
	char *names = names_of(keys);

	for (const struct key *key = keys; key->name; key++)
		nearest_offer(&nearest, key->name);
	char *where = *group->path ? xasprintf(" in '%s'", group->path) : xstrdup("");
	char *meant = nearest.word ? xasprintf("did you mean '%s'? ", nearest.word) : xstrdup("");
	place_fault(place, "unknown key '%.64s'%s; %sallowed here: %s", name, where, meant, names);
	free(meant);
	free(where);
	free(names);
	return -1;
}

static int missing_fault(const struct key *key, const struct place *group)
{
	char *words = wanted(key, false);
	char *where = *group->path ? xasprintf(" in '%s'", group->path) : xstrdup("");

	place_fault(group, "key '%s' is missing%s; add it: it must be %s", key->name, where, words);
	free(where);
	free(words);
	return -1;
}

/* ---- values ------------------------------------------------------------------ */

/* Decimal digits only: 010 is not 8, and 2.5 workers are not 2. */
static bool is_whole_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && text[digits] == '\0' && (digits == 1 || text[0] != '0');
}

static int read_number(const struct key *key, const struct place *place, const char *text, void *target)
{
	double value;

	if (text[strspn(text, "0123456789.+-eE")] != '\0' || (key->kind == COUNT && !is_whole_number(text)) ||
	    parse_double(text, -DBL_MAX, DBL_MAX, &value) != 0)
		return type_fault(key, place, true);
	if (!(value >= key->least && value <= key->most))
		return place_fault(place, "'%s' is %s; choose from %.10g to %.10g", place->path, text,
		                   key->least, key->most);
	if (key->kind == COUNT)
		*(unsigned *)target = (unsigned)value;
	else
		*(double *)target = value;
	return 0;
}

static int read_text(void *whole, const struct key *key, const struct place *place, const char *text,
                     char **target)
{
	if (!*text && !(key->options & EMPTY))
		return place_fault(place, "'%s' is empty; write a text", place->path);
	if (strlen(text) > TEXT_BYTES_MAX)
		return place_fault(place, "'%s' is too long; write at most %d bytes", place->path,
		                   TEXT_BYTES_MAX);
	*target = xstrdup(text);
	return key->check ? key->check(whole, place, *target) : 0;
}

static int read_word(const struct key *key, const struct place *place, const char *text, void *target)
{
	static const char *const truth_words[] = {"false", "true"};
	const char *const *words = key->kind == TRUTH ? truth_words : MODE_WORDS;
	size_t count = key->kind == TRUTH ? ARRAY_LENGTH(truth_words) : MODE_COUNT, i = 0;

	while (i < count && strcmp(words[i], text) != 0)
		i++;
	if (i == count)
		return type_fault(key, place, true);
	if (key->kind == TRUTH)
		*(bool *)target = i == 1;
	else
		*(enum mode *)target = (enum mode)i;
	return 0;
}

static int read_group(void *whole, const struct key *keys, const struct place *place, char *base);

static int read_value(void *whole, const struct key *key, const struct place *place, char *target)
{
	const char *text = place_text(place);

	if (key->kind == GROUP)
		return place->node->type == YAML_MAPPING_NODE ? read_group(whole, key->keys, place, target)
		                                              : type_fault(key, place, true);
	if (!text)
		return type_fault(key, place, true);
	if (key->kind == TEXT)
		return read_text(whole, key, place, text, (char **)target);
	if (key->kind == NUMBER || key->kind == COUNT)
		return read_number(key, place, text, target);
	return read_word(key, place, text, target);
}

/* ---- lists ------------------------------------------------------------------- */

/* check_twice: refuse an entry that repeats an earlier one. */
static int check_twice(const struct key *key, const struct place *list, size_t index)
{
	struct place entry = place_of_entry(list, index);

	if (key->kind == GROUP)
		entry = place_of_key(&entry, key->keys->name);
	for (size_t i = 0; i < index; i++) {
		struct place other = place_of_entry(list, i);
		if (key->kind == GROUP)
			other = place_of_key(&other, key->keys->name);
		if (strcmp(place_text(&entry), place_text(&other)) == 0)
			return place_fault(&entry, "'%s' is there twice in '%s'; rename or delete one",
			                   place_text(&entry), list->path);
	}
	return 0;
}

static int read_list(void *whole, const struct key *key, const struct place *list, char *base)
{
	size_t count = place_entries(list), most = key->longest ? key->longest : ENTRIES_MAX;

	if (list->node->type != YAML_SEQUENCE_NODE)
		return type_fault(key, list, false);
	if (count < key->fewest)
		return place_fault(list, "'%s' has too few entries; give at least %zu", list->path,
		                   key->fewest);
	if (count > most)
		return place_fault(list, "'%s' has too many entries; give at most %zu", list->path, most);
	char *array = count > 0 || key->kind == TEXT ? xcalloc(count + 1, key_bytes(key)) : NULL;
	memcpy(base + key->offset, &array, sizeof array);
	if (key->kind != TEXT)
		memcpy(base + key->count_offset, &count, sizeof count);
	for (size_t i = 0; i < count; i++) {
		struct place entry = place_of_entry(list, i);
		if (read_value(whole, key, &entry, array + i * key_bytes(key)) != 0 ||
		    ((key->options & UNIQUE) && check_twice(key, list, i) != 0))
			return -1;
	}
	return 0;
}

/* ---- groups ------------------------------------------------------------------ */

static bool given_before(const struct place *group, const yaml_node_pair_t *pair, const char *name)
{
	for (const yaml_node_pair_t *p = group->node->data.mapping.pairs.start; p < pair; p++) {
		const struct place key = {.node = yaml_document_get_node(&group->source->document, p->key)};
		if (strcmp(place_text(&key), name) == 0)
			return true;
	}
	return false;
}

static int read_pair(void *whole, const struct key *keys, const struct place *group,
                     const yaml_node_pair_t *pair, char *base)
{
	const struct place word = place_of_node(group->source, pair->key);
	const char *name = place_text(&word);
	const struct key *key = keys;

	if (!name)
		return place_fault(&word, "a key that is not plain text; write it as in 'title: ...'");
	while (key->name && strcmp(key->name, name) != 0)
		key++;
	if (!key->name)
		return unknown_fault(keys, group, &word, name);
	const struct place value = place_of_key(group, name);
	if (given_before(group, pair, name))
		return place_fault(&value, "'%s' is given twice; delete one of them", value.path);
	return key->options & LIST ? read_list(whole, key, &value, base)
	                           : read_value(whole, key, &value, base + key->offset);
}

static int read_group(void *whole, const struct key *keys, const struct place *place, char *base)
{
	const yaml_node_pair_t *pair = place->node->data.mapping.pairs.start;

	for (; pair < place->node->data.mapping.pairs.top; pair++)
		if (read_pair(whole, keys, place, pair, base) != 0)
			return -1;
	for (const struct key *key = keys; key->name; key++) {
		const struct place value = place_of_key(place, key->name);
		if (!value.node && !(key->options & OPTIONAL))
			return missing_fault(key, place);
		if (!value.node && (key->options & LIST) && key->kind == TEXT) {
			char **none = xcalloc(1, sizeof *none);
			memcpy(base + key->offset, &none, sizeof none);
		}
	}
	return 0;
}

int keys_read(struct source *source, const struct key *keys, void *into)
{
	const struct key file = {.name = "the file", .kind = GROUP, .keys = keys};
	const struct place place = place_of_all(source);

	return read_value(into, &file, &place, into);
}

static void forget_group(const struct key *keys, char *base)
{
	for (const struct key *key = keys; key->name; key++) {
		char *pointer = NULL;
		size_t count = 0;
		if (key->kind == TEXT || (key->options & LIST))
			memcpy(&pointer, base + key->offset, sizeof pointer);
		if ((key->options & LIST) && key->kind != TEXT)
			memcpy(&count, base + key->count_offset, sizeof count);
		for (size_t i = 0; key->kind == GROUP && i < count; i++)
			forget_group(key->keys, pointer + i * key->bytes);
		if (key->kind == GROUP && !(key->options & LIST))
			forget_group(key->keys, base + key->offset);
		if (key->kind == TEXT && (key->options & LIST))
			strv_free((char **)(void *)pointer);
		else
			free(pointer);
	}
}

void keys_forget(const struct key *keys, void *from)
{
	forget_group(keys, from);
}
