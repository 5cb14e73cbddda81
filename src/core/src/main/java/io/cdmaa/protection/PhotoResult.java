package io.cdmaa.protection;

import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Queries;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Optional;

/**
 * Both photos and what the generators make of them.
 *
 * @param original as decoded
 * @param protectedPhoto as whoever opens it at its destination sees it
 * @param evaluation on these two
 * @param attack how the search ended; empty if the photo was protected before
 * @param queries what generators that may only be queried were asked
 */
public record PhotoResult(
    Photo original,
    Photo protectedPhoto,
    Evaluation evaluation,
    Optional<AttackResult> attack,
    List<Queries.Count> queries) {
  /** Copies the list. */
  public PhotoResult {
    queries = List.copyOf(queries);
  }
}
