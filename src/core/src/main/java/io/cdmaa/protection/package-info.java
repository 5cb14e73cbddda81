/**
 * What becomes of files: which ones a command may write, and how one that {@code cdmaa} wrote is
 * told from any other. Prints nothing and knows no options.
 */
package io.cdmaa.protection;
