/* lorenz.c - given: the series that the networks learn to predict.
 *
 *	dx/dt = 10 (y - x)    dy/dt = x (58 - z) - y    dz/dt = x y - 8/3 z
 *
 * (Lorenz, "Deterministic nonperiodic flow", 1963, with rho = 58), at 9999 equidistant
 * times from 0 to 20, both included, from (1, 1, 1).  The classical Runge-Kutta method of
 * fourth order, with eight steps between two points, is off by less than 1e-7 up to t = 4.
 * The system is chaotic and doubles any error about twice in a unit of time, so towards the
 * end no two methods agree in any digit; for this exercise any of them will do.
 */
#include "sweep.h"

enum { STEPS_PER_POINT = 8 };

struct state {
	double x, y, z;
};

static struct state derivative(struct state s)
{
	return (struct state){10.0 * (s.y - s.x), s.x * (58.0 - s.z) - s.y, s.x * s.y - 8.0 / 3.0 * s.z};
}

static struct state advance(struct state s, double h, struct state d)
{
	return (struct state){s.x + h * d.x, s.y + h * d.y, s.z + h * d.z};
}

static struct state step(struct state s, double h)
{
	struct state a = derivative(s);
	struct state b = derivative(advance(s, h / 2, a));
	struct state c = derivative(advance(s, h / 2, b));
	struct state d = derivative(advance(s, h, c));

	s.x += h / 6 * (a.x + 2 * b.x + 2 * c.x + d.x);
	s.y += h / 6 * (a.y + 2 * b.y + 2 * c.y + d.y);
	s.z += h / 6 * (a.z + 2 * b.z + 2 * c.z + d.z);
	return s;
}

void lorenz_series(double (*series)[3])
{
	const double h = 20.0 / (SWEEP_POINTS - 1) / STEPS_PER_POINT;
	struct state s = {1, 1, 1};

	for (int i = 0; i < SWEEP_POINTS; i++) {
		series[i][0] = s.x;
		series[i][1] = s.y;
		series[i][2] = s.z;
		for (int k = 0; k < STEPS_PER_POINT; k++)
			s = step(s, h);
	}
}
