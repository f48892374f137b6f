/* factorize.c - given: prime factors by naive trial division.
 *
 * Tries 2 and then every odd number, and stops as soon as the square of the divisor reaches
 * what is left, which is then prime.  It is deliberately slow and simple: the exercise is
 * to share its calls among workers, not to improve it.  For sharing it matters that the
 * cost is uneven.  An even number is halved at once; a prime n costs about sqrt(n) / 2
 * divisions, so larger numbers cost more.
 */
#include "factorization.h"

size_t factorize(uint32_t n, uint32_t factors[FACTORIZATION_FACTORS_MAX])
{
	size_t found = 0;
	uint32_t divisor = 2;

	if (n < 2)
		return 0;
	/* Dividing 32-bit numbers takes little more than half the time of 64-bit ones,
	 * but the square of a divisor above 65535 needs the wider type. */
	while (n > 1) {
		if (n % divisor == 0) {
			factors[found++] = divisor;
			n /= divisor;
		} else if ((uint64_t)divisor * divisor >= n) {
			factors[found++] = n;
			n = 1;
		} else {
			divisor += divisor == 2 ? 1 : 2;
		}
	}
	return found;
}
