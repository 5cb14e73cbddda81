/**
 * ONNX Runtime sessions: execution providers with a fall-back that states its reason, thread
 * settings as measured, and sessions whose inputs and outputs are pinned to memory that Java owns.
 * Also the cache of derived graphs on disk.
 *
 * <p>May import {@code image} (to write files atomically), {@code tensor} and the root.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.runtime;
