package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A job as clients receive it.
 *
 * @param id whoever knows it may see and delete the job
 * @param state queued, searching, evaluating, done, failed or cancelled
 * @param name of the photo's file
 * @param format of the photo
 * @param width of the photo in pixels
 * @param height of the photo in pixels
 * @param strength low, medium, high, or null for that of the service
 * @param crop the regions that are protected, as x,y,w,h, joined by +
 * @param generators that the photo is protected against
 * @param created when the job was accepted, ISO 8601
 * @param expires when all of it is deleted, once it has finished
 * @param ahead number of photos that come first, while it waits
 * @param startsIn estimated seconds until the search begins, while it waits
 * @param progress of the search
 * @param outcome protected, weak, ineffective or unchanged, once done
 * @param seconds that the protection took, once it has finished
 * @param error why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
    String id,
    JobState state,
    String name,
    String format,
    int width,
    int height,
    String strength,
    String crop,
    List<String> generators,
    String created,
    String expires,
    Integer ahead,
    Long startsIn,
    Progress progress,
    String outcome,
    Double seconds,
    Problem error) {

  /**
   * @param ahead number of photos that come first, or null
   * @param startsIn estimated seconds until the search begins, or null
   */
  static JobView of(Job job, Job.Status status, Integer ahead, Long startsIn) {
    JobRequest request = job.request();
    JobEnd end = status.end();
    return new JobView(
        job.id(),
        status.state(),
        request.name(),
        request.format(),
        request.width(),
        request.height(),
        request.strength(),
        request.crop(),
        request.generators(),
        request.created(),
        status.expires().map(Instant::toString).orElse(null),
        ahead,
        startsIn,
        status.progress(),
        end == null ? null : end.outcome(),
        end == null ? null : end.seconds(),
        end == null ? null : end.error());
  }
}
