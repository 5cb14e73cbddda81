/**
 * What the protection of a photo comes to, the record of it, which files a command may write, and
 * how one that {@code cdmaa} wrote is told from any other. Prints nothing and knows no options.
 */
package io.cdmaa.protection;
