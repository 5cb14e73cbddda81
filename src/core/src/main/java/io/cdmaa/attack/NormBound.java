package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;
import java.util.function.ToDoubleFunction;

/**
 * A limit for the Euclidean norm of a photo's whole change, weighted or not.
 *
 * @param centre the photo
 * @param radius the largest norm
 * @param unit the norm of a step of length 1
 * @param norm gives the norm of a photo's change
 */
record NormBound(
    FloatTensor centre, double radius, double unit, ToDoubleFunction<FloatTensor> norm) {}
