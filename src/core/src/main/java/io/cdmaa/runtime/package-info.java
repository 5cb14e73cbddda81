/**
 * ONNX Runtime sessions: execution providers with a reasoned fall-back, thread settings as
 * measured, and sessions whose inputs and outputs are pinned to memory that Java owns. Also the
 * cache of derived graphs on disk.
 *
 * <p>May import {@code image} (for writing files whole), {@code tensor} and the root.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.runtime;
