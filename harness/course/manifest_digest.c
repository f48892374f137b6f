/* manifest_digest.c - walks over a struct manifest as the table of keys says, and adds the
 * values that concern one part to a digest, each after the name of its key.
 *
 * Never here: the name of any key.
 */
#include "manifest_digest.h"

#include <string.h>

#include "manifest_keys.h"

static const char *const mode_words[MODE_COUNT] = MODE_NAMES;

static bool concerns(const struct key *key, enum manifest_part part)
{
	unsigned said = key->options & (SCALE | EVIDENCE | SHOWN);

	if (key->kind == GROUP) {
		for (const struct key *k = key->keys; k->name; k++)
			if (concerns(k, part))
				return true;
		return false;
	}
	return part == MANIFEST_SCALE ? said & SCALE : said == 0 || (said & EVIDENCE);
}

static void add_group(struct digest *digest, const struct key *keys, const char *base,
                      enum manifest_part part);

static double number_at(const struct key *key, const void *at)
{
	if (key->kind == NUMBER)
		return *(const double *)at;
	if (key->kind == COUNT)
		return *(const unsigned *)at;
	return *(const bool *)at;
}

static void add_value(struct digest *digest, const struct key *key, const void *at, enum manifest_part part)
{
	if (key->kind == GROUP) {
		add_group(digest, key->keys, at, part);
	} else if (key->kind == MODE) {
		digest_text(digest, mode_words[*(const enum mode *)at]);
	} else if (key->kind == TEXT) {
		const char *text = *(char *const *)at;
		digest_number(digest, text != NULL);
		digest_text(digest, text);
	} else {
		double number = number_at(key, at);
		bool only_if = part == MANIFEST_EVIDENCE && (key->options & SCALE);
		digest_number(digest, only_if ? number > 0 : number);
	}
}

static void add_list(struct digest *digest, const struct key *key, const char *base, enum manifest_part part)
{
	const char *values;
	size_t count = 0;

	memcpy(&values, base + key->offset, sizeof values);
	if (key->kind == TEXT)
		while (values && ((char *const *)(const void *)values)[count])
			count++;
	else
		memcpy(&count, base + key->count_offset, sizeof count);
	digest_number(digest, (double)count);
	for (size_t i = 0; i < count; i++)
		add_value(digest, key, values + i * key_bytes(key), part);
}

static void add_group(struct digest *digest, const struct key *keys, const char *base,
                      enum manifest_part part)
{
	for (const struct key *key = keys; key->name; key++) {
		if (!concerns(key, part))
			continue;
		digest_text(digest, key->name);
		if (key->options & LIST)
			add_list(digest, key, base, part);
		else
			add_value(digest, key, base + key->offset, part);
	}
}

void manifest_digest(struct digest *digest, const struct manifest *manifest, enum manifest_part part)
{
	add_group(digest, MANIFEST_KEYS, (const char *)manifest, part);
}
