/**
 * Files: written atomically, digested, and named.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.io;
