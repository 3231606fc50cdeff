/**
 * The least that a Quarkus Lambda can be: what the function's package and start are compared with. It depends on nothing
 * else, so that nothing else is compared.
 */
package io.farspan.bench.empty;
