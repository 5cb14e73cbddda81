/**
 * What one photo goes through (search, round, write, evaluate) and the sessions that it needs; a
 * batch of photos with its events: which photos folders hold, where their outputs go, the record of
 * each, which files may be written, and how one that {@code cdmaa} wrote is told from any other.
 * Prints nothing and knows no options.
 *
 * <p>May import every package of the library but the public API in the root package. Internal to
 * the project: may change with any release.
 */
package io.cdmaa.protection;
