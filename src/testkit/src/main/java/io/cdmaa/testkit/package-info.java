/**
 * Utilities shared by the tests of several packages: child processes, Python and the checkout's own
 * files.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.testkit;
