/**
 * Universal perturbations: learnt once on many photos against a group of generators, stored in a
 * file, and used as the start of searches.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.universal;
