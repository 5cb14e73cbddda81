/** What tests of several packages share: child processes, Python and the checkout's own files. */
package io.cdmaa.testkit;
