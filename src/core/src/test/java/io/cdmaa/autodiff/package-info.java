/**
 * Proof of every gradient rule: {@link io.cdmaa.autodiff.GradientCases} lists what is claimed,
 * {@link io.cdmaa.autodiff.DifferenceCheck} compares each claim with finite differences in float64.
 */
package io.cdmaa.autodiff;
