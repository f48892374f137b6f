/* generate.c - given: made-up images, initial parameters, a random order.
 *
 * Everything is a function of the seed and an index (Philox, from Random123), so it does
 * not matter who computes it.  The images are for grading, and for machines without a real
 * set: they are shaped like real ones and can be learnt.
 */
#include <Random123/philox.h>
#include <math.h>
#include <string.h>

#include "generate.h"
#include "mlp.h"

/* The purposes of the numbers; each has a separate stream. */
enum stream { STREAM_IMAGE = 1, STREAM_SPECKLES, STREAM_PARAMETER, STREAM_ORDER };

enum { SIDE = 28, SHIFT_MOST = 2, PADDED = SIDE + 2 * SHIFT_MOST };

static philox4x32_ctr_t draw(uint64_t seed, enum stream stream, uint64_t index, uint32_t part)
{
	philox4x32_ctr_t counter = {{(uint32_t)index, (uint32_t)(index >> 32), stream, part}};
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};

	return philox4x32(counter, key);
}

/* The seven strokes of a digit on a display, from (x, y) to (x, y), and which digit has which. */
struct stroke {
	float x0, y0, x1, y1;
};

static const struct stroke strokes[7] = {
	{9, 5, 19, 5},  {19, 5, 19, 14}, {19, 14, 19, 23}, {9, 23, 19, 23},
	{9, 14, 9, 23}, {9, 5, 9, 14},   {9, 14, 19, 14},
};

static const uint8_t strokes_of[MLP_CLASSES] = {0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f};

/* Strokes run along an axis, so the nearest point is found for x and y separately. */
static float square_distance(const struct stroke *s, float x, float y)
{
	float dx = x < s->x0 ? s->x0 - x : x > s->x1 ? x - s->x1 : 0;
	float dy = y < s->y0 ? s->y0 - y : y > s->y1 ? y - s->y1 : 0;

	return dx * dx + dy * dy;
}

/* One image of each digit, with a margin so that it can be moved. */
static void draw_digits(uint8_t digits[MLP_CLASSES][PADDED][PADDED])
{
	memset(digits, 0, sizeof(uint8_t[MLP_CLASSES][PADDED][PADDED]));
	for (int digit = 0; digit < MLP_CLASSES; digit++)
		for (int k = 0; k < 7; k++) {
			if (!(strokes_of[digit] >> k & 1))
				continue;
			for (int y = 0; y < PADDED; y++)
				for (int x = 0; x < PADDED; x++) {
					float d = square_distance(&strokes[k], (float)(x - SHIFT_MOST),
					                          (float)(y - SHIFT_MOST));
					uint8_t ink = (uint8_t)(255.f * expf(-d / 2.5f));
					uint8_t *pixel = &digits[digit][y][x];
					*pixel = ink > *pixel ? ink : *pixel;
				}
		}
}

/* About one pixel in eight gets random brightness. */
static void add_speckles(uint64_t seed, uint64_t index, uint8_t *image)
{
	for (size_t done = 0; done < MLP_PIXELS; done += 16) {
		philox4x32_ctr_t numbers = draw(seed, STREAM_SPECKLES, index, (uint32_t)done);
		uint8_t bytes[16];

		memcpy(bytes, numbers.v, sizeof bytes);
		for (size_t i = 0; i < 16; i++) {
			unsigned light = image[done + i] + (bytes[i] < 32 ? 6u * bytes[i] : 0u);
			image[done + i] = light > 255 ? 255 : (uint8_t)light;
		}
	}
}

void generate_images(uint64_t seed, size_t count, uint8_t *images, uint8_t *labels)
{
	uint8_t digits[MLP_CLASSES][PADDED][PADDED];

	draw_digits(digits);
	for (size_t i = 0; i < count; i++) {
		philox4x32_ctr_t number = draw(seed, STREAM_IMAGE, i, 0);
		unsigned digit = number.v[0] % MLP_CLASSES;
		unsigned left = number.v[1] % (2 * SHIFT_MOST + 1), top = number.v[2] % (2 * SHIFT_MOST + 1);
		unsigned gain = 96 + number.v[3] % 160; /* of 256 */
		uint8_t *image = images + i * MLP_PIXELS;

		for (unsigned y = 0; y < SIDE; y++)
			for (unsigned x = 0; x < SIDE; x++)
				image[y * SIDE + x] =
					(uint8_t)(digits[digit][top + y][left + x] * gain / 256);
		add_speckles(seed, i, image);
		labels[i] = (uint8_t)digit;
	}
}

/* A standard normal number (Box and Muller). */
static double normal(uint64_t seed, uint64_t index)
{
	const double turn = 6.283185307179586, unit = 1. / 4294967296.;
	philox4x32_ctr_t number = draw(seed, STREAM_PARAMETER, index, 0);

	return sqrt(-2. * log((number.v[0] + 0.5) * unit)) * cos(turn * (number.v[1] * unit));
}

void generate_parameters(uint64_t seed, size_t hidden, float *parameters)
{
	size_t weights = (MLP_PIXELS + MLP_CLASSES) * hidden, count = mlp_parameter_count(hidden);

	for (size_t i = 0; i < count; i++)
		parameters[i] = (float)((i < weights ? 0.001 : 0.1) * normal(seed, i));
}

void generate_order(uint64_t seed, size_t count, uint32_t *order)
{
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	for (size_t i = count; i > 1; i--) {
		size_t other = draw(seed, STREAM_ORDER, i, 0).v[0] % i;
		uint32_t kept = order[i - 1];
		order[i - 1] = order[other];
		order[other] = kept;
	}
}
