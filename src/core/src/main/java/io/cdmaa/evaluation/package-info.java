/**
 * What became of the fakes: L per generator and domain, attack rate, image quality, the report, and
 * the diagnostics of each iteration. Evaluated on decoded files, never on the float tensor of an
 * attack.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.evaluation;
