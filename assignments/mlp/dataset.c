/* dataset.c - given: finds and loads images for a run by hand.
 *
 * If a named folder cannot be read, that is an error, and no other images are used instead.
 * Nothing is downloaded.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dataset.h"
#include "generate.h"
#include "idx.h"
#include "mlp.h"

#define PACKAGE_FOLDER "/usr/share/datasets/fashion-mnist"

enum { PATH_BYTES = 4096, SIDE = 28 };

struct complaint {
	char *message;
	size_t bytes;
};

/* The published names: train-images-idx3-ubyte, here and there with a dot before idx, with
 * or without .gz.  Leaves the simplest one in `path` if none exists. */
static bool find_file(const char *folder, const char *what, unsigned rank, char path[PATH_BYTES])
{
	static const char *const forms[] = {"%s/%s.idx%u-ubyte.gz", "%s/%s-idx%u-ubyte.gz",
	                                    "%s/%s.idx%u-ubyte", "%s/%s-idx%u-ubyte"};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		int length = snprintf(path, PATH_BYTES, forms[i], folder, what, rank);
		if (length > 0 && length < PATH_BYTES && access(path, F_OK) == 0)
			return true;
	}
	return false;
}

static int read_one(const char *folder, const char *what, unsigned rank, char path[PATH_BYTES],
                    struct idx *idx, struct complaint *c)
{
	if (find_file(folder, what, rank, path))
		return idx_read(path, rank, idx, c->message, c->bytes);
	snprintf(c->message, c->bytes, "%s: no such file, nor with '.' before idx, nor with .gz", path);
	return -1;
}

static int check_pair(const char *images_path, const char *labels_path, const struct idx *images,
                      const struct idx *labels, struct complaint *c)
{
	if (images->shape[1] != SIDE || images->shape[2] != SIDE) {
		snprintf(c->message, c->bytes, "%s: images of %zu x %zu pixels, not 28 x 28", images_path,
		         images->shape[1], images->shape[2]);
		return -1;
	}
	if (images->shape[0] != labels->count) {
		snprintf(c->message, c->bytes, "%s: %zu labels for %zu images", labels_path, labels->count,
		         images->shape[0]);
		return -1;
	}
	for (size_t i = 0; i < labels->count; i++)
		if (labels->elements[i] >= MLP_CLASSES) {
			snprintf(c->message, c->bytes, "%s: label %zu is %u, not 0..9", labels_path, i,
			         labels->elements[i]);
			return -1;
		}
	return 0;
}

/* "train" or "t10k"; on failure both are empty. */
static int read_pair(const char *folder, const char *part, struct idx *images, struct idx *labels,
                     struct complaint *c)
{
	char images_path[PATH_BYTES], labels_path[PATH_BYTES], what[32];

	*images = *labels = (struct idx){.rank = 0};
	snprintf(what, sizeof what, "%s-images", part);
	if (read_one(folder, what, 3, images_path, images, c) != 0)
		return -1;
	snprintf(what, sizeof what, "%s-labels", part);
	if (read_one(folder, what, 1, labels_path, labels, c) == 0 &&
	    check_pair(images_path, labels_path, images, labels, c) == 0)
		return 0;
	idx_free(images);
	idx_free(labels);
	return -1;
}

static int make_room(size_t count, struct dataset *set, struct complaint *c)
{
	set->count = count;
	set->images = malloc(count * MLP_PIXELS + 1);
	set->labels = malloc(count + 1);
	if (set->images != NULL && set->labels != NULL)
		return 0;
	dataset_free(set);
	snprintf(c->message, c->bytes, "no memory for %zu images", count);
	return -1;
}

static void copy_image(const uint8_t *images, const uint8_t *labels, size_t from, struct dataset *set,
                       size_t to)
{
	memcpy(set->images + to * MLP_PIXELS, images + from * MLP_PIXELS, MLP_PIXELS);
	set->labels[to] = labels[from];
}

/* Select the images and their new positions before copying them. */
static int keep_some(const struct idx images[2], const struct idx labels[2], uint64_t seed, size_t every,
                     struct dataset *set, struct complaint *c)
{
	size_t all = labels[0].count + labels[1].count, kept = (all + every - 1) / every;
	uint32_t *order = malloc((kept + 1) * sizeof *order);

	if (order == NULL || make_room(kept, set, c) != 0) {
		snprintf(c->message, c->bytes, "no memory for %zu images", kept);
		free(order);
		return -1;
	}
	generate_order(seed, kept, order);
	for (size_t i = 0; i < kept; i++) {
		size_t from = i * every;
		int part = from >= labels[0].count;
		copy_image(images[part].elements, labels[part].elements, part ? from - labels[0].count : from,
		           set, order[i]);
	}
	free(order);
	return 0;
}

/* The last part of the path; white space becomes '-'. */
static void name_after(const char *folder, char *name, size_t bytes)
{
	size_t end = strlen(folder), start;

	while (end > 1 && folder[end - 1] == '/')
		end--;
	for (start = end; start > 0 && folder[start - 1] != '/'; start--)
		;
	snprintf(name, bytes, "%.*s", (int)(end - start), folder + start);
	for (char *c = name; *c != '\0'; c++)
		if (!isgraph((unsigned char)*c))
			*c = '-';
}

static int load_folder(const char *folder, uint64_t seed, size_t every, struct dataset *set,
                       struct complaint *c)
{
	struct idx images[2], labels[2];
	int failed;

	if (read_pair(folder, "train", &images[0], &labels[0], c) != 0)
		return -1;
	failed = read_pair(folder, "t10k", &images[1], &labels[1], c);
	if (!failed) {
		failed = keep_some(images, labels, seed, every, set, c);
		idx_free(&images[1]);
		idx_free(&labels[1]);
	}
	idx_free(&images[0]);
	idx_free(&labels[0]);
	snprintf(set->origin, sizeof set->origin, "%s", folder);
	name_after(folder, set->name, sizeof set->name);
	return failed;
}

/* Append the remedy to the error. */
static int advise(struct complaint *c, const char *remedy)
{
	size_t used = strlen(c->message);

	snprintf(c->message + used, c->bytes - used, "; %s", remedy);
	return -1;
}

int dataset_load(uint64_t seed, size_t every, size_t generated, struct dataset *set, char *message,
                 size_t message_bytes)
{
	struct complaint complaint = {message, message_bytes};
	const char *folder = getenv("PARLAB_IMAGES");
	struct stat status;

	*set = (struct dataset){.count = 0};
	if (folder != NULL && folder[0] != '\0')
		return load_folder(folder, seed, every, set, &complaint) == 0
		               ? 0
		               : advise(&complaint, "copy the set again, or unset PARLAB_IMAGES");
	if (stat(PACKAGE_FOLDER, &status) == 0)
		return load_folder(PACKAGE_FOLDER, seed, every, set, &complaint) == 0
		               ? 0
		               : advise(&complaint, "install the package dataset-fashion-mnist again");
	if (make_room(generated, set, &complaint) != 0)
		return -1;
	generate_images(seed, generated, set->images, set->labels);
	snprintf(set->origin, sizeof set->origin,
	         "generated (no PARLAB_IMAGES, no package dataset-fashion-mnist)");
	snprintf(set->name, sizeof set->name, "made-up");
	return 0;
}

void dataset_free(struct dataset *set)
{
	free(set->images);
	free(set->labels);
	*set = (struct dataset){.count = 0};
}
