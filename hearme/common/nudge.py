"""Ask a worker to look soon, but not once for every response."""

import time
from typing import Any

import structlog
from kombu.exceptions import OperationalError

log = structlog.get_logger("hearme.nudge")
REST_AFTER_FAILURE_SECONDS = 5.0


class Nudge:
    """Sends a task for a subject at most once per interval, to run when the interval has passed.

    What is committed while a nudge is under way is seen by the task it announced. A nudge is a
    hint: when the broker is away it is dropped, and the periodic sweep finds the work.
    """

    def __init__(self, task: Any, seconds: float) -> None:
        self.task = task
        self.seconds = seconds
        self._due: dict[int, float] = {}
        self._silent_until = 0.0

    def __call__(self, subject_id: int) -> None:
        """Send the task for this subject unless one is under way."""
        now = time.monotonic()
        if now < self._due.get(subject_id, 0.0) or now < self._silent_until:
            return
        self._due[subject_id] = now + self.seconds
        try:
            self.task.apply_async((subject_id,), countdown=self.seconds, retry=False)
        except OperationalError as error:
            self._silent_until = now + REST_AFTER_FAILURE_SECONDS
            log.warning("broker away", task=self.task.name, error=str(error))
