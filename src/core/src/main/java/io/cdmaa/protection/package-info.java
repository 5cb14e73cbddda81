/**
 * The protection of one photo (search, round, evaluate, write) and the sessions that it needs; and
 * of a batch of photos with its events: which photos folders contain, where outputs are written,
 * the record of each, which files may be written, and how files written by {@code cdmaa} are
 * recognised. Prints nothing and does not know command-line options.
 *
 * <p>May import every package of the library but the public API in the root package. Internal to
 * the project: may change with any release.
 */
package io.cdmaa.protection;
