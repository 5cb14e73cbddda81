/**
 * What tests of several packages share: child processes, Python and the checkout's own files. *
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.testkit;
