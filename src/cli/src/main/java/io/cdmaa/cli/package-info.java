/**
 * The command line tool: picocli commands, progress, and all printing. Results go to standard
 * output, everything else to standard error.
 *
 * <p>The highest layer: may import every other package, and nothing imports it.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.cli;
