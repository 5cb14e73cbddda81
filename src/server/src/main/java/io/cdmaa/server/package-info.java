/**
 * An HTTP service that protects photos, and its page. It uses the public API in {@link io.cdmaa}
 * only.
 */
package io.cdmaa.server;
