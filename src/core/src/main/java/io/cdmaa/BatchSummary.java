package io.cdmaa;

/**
 * The result of a batch.
 *
 * @param protectedPhotos number of photos that were protected
 * @param skipped number of photos that an earlier batch had already protected
 * @param failed number of photos that could not be protected
 * @param cancelled whether the batch was cancelled; photos that it had not started are counted
 *     nowhere
 */
public record BatchSummary(int protectedPhotos, int skipped, int failed, boolean cancelled) {}
