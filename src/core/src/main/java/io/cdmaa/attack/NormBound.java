package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;
import java.util.function.ToDoubleFunction;

/**
 * A limit for the norm of a photo's whole change.
 *
 * @param centre the photo
 * @param radius the largest norm
 * @param unit the norm of a step of length 1
 * @param norm returns that of the change of a photo
 */
record NormBound(
    FloatTensor centre, double radius, double unit, ToDoubleFunction<FloatTensor> norm) {}
