/* format.c - numbers as people read them.
 *
 * Independent of the locale and the local time zone, so the same gradebook gives the same
 * bytes everywhere.
 */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../base/base.h"

#define FORMAT(...) \
	struct format f; \
	snprintf(f.s, sizeof f.s, __VA_ARGS__); \
	return f

/* Ten digits, so that 0.1 + 0.2 prints as 0.3.  Adding 0 turns a negative zero into a plain one. */
struct format format_points(double points)
{
	FORMAT("%.10g", points + 0.0);
}

struct format format_of(double points, double most)
{
	FORMAT("%.10g of %.10g", points + 0.0, most + 0.0);
}

struct format format_ratio(double ratio)
{
	if (isnan(ratio)) {
		FORMAT("-");
	}
	if (fabs(ratio) >= 1e6) {
		FORMAT("%.3g", ratio);
	}
	FORMAT("%.*f", fabs(ratio) < 100 ? 2 : 0, ratio);
}

struct format format_fraction(double fraction)
{
	if (isnan(fraction)) {
		FORMAT("-");
	}
	FORMAT("%.3g", fraction);
}

/* The ends of the interval use the unit of the median. */
struct unit {
	double factor;
	const char *name;
};
static struct unit unit_for(double seconds)
{
	if (seconds >= 0.9995)
		return (struct unit){1, "s"};
	return seconds >= 0.9995e-3 ? (struct unit){1e3, "ms"} : (struct unit){1e6, "us"};
}

static int decimals_for(double scaled)
{
	return scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
}

struct format format_seconds(double seconds)
{
	if (isnan(seconds) || seconds <= 0) {
		FORMAT("-");
	}
	struct unit unit = unit_for(seconds);
	FORMAT("%.*f %s", decimals_for(seconds * unit.factor), seconds * unit.factor, unit.name);
}

struct format format_seconds_interval(struct interval i)
{
	if (isnan(i.median) || i.median <= 0) {
		FORMAT("-");
	}
	struct unit unit = unit_for(i.median);
	int decimals = decimals_for(i.median * unit.factor);
	if (isnan(i.low) || isnan(i.high)) {
		FORMAT("%.*f %s", decimals, i.median * unit.factor, unit.name);
	}
	FORMAT("%.*f [%.*f, %.*f] %s", decimals, i.median * unit.factor, decimals, i.low * unit.factor,
	       decimals, i.high * unit.factor, unit.name);
}

struct format format_interval(struct interval i)
{
	if (!interval_is_known(i)) {
		FORMAT("-");
	}
	if (isnan(i.low) || isnan(i.high))
		return format_ratio(i.median);
	FORMAT("%.18s [%.18s, %.18s]", format_ratio(i.median).s, format_ratio(i.low).s,
	       format_ratio(i.high).s);
}

struct format format_time(int64_t epoch_s)
{
	struct format f;
	struct tm parts;
	time_t when = (time_t)epoch_s;

	if (!gmtime_r(&when, &parts) || !strftime(f.s, sizeof f.s, "%Y-%m-%d %H:%M:%S UTC", &parts))
		snprintf(f.s, sizeof f.s, "%lld s since 1970", (long long)epoch_s);
	return f;
}

char *format_sentence(const char *text)
{
	char *sentence = xstrdup(text);
	size_t word = strspn(sentence, "abcdefghijklmnopqrstuvwxyz");

	if (word > 0 && strchr(" ,:", sentence[word]))
		sentence[0] = (char)(sentence[0] - 'a' + 'A');
	return sentence;
}
