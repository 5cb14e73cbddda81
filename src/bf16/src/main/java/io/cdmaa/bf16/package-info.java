/**
 * Sessions in bf16: the parts of a gradient graph between its ends run in oneDNN on a processor's
 * matrix units (AMX), with channels last and values that stay in bf16 from one primitive to the
 * next; losses, statistics and the photo's gradient stay in float32.
 */
package io.cdmaa.bf16;
