/**
 * The evaluation of a protected photo: L per generator and domain, attack rate, image quality, the
 * report, and the diagnostics of each iteration. Always on decoded files, never on the float tensor
 * of an attack.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.evaluation;
