/**
 * JMH benchmarks, started by {@code benchmarks/jmh NAME}. Each asserts in its set-up or tear-down
 * that what it times is also right.
 */
package io.cdmaa.benchmarks;
