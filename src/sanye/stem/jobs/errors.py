"""What jobs may refuse."""

from sanye.kernel.errors import NotFound, Refusal


class JobUnknown(NotFound):
    code = "stem.jobs.job_unknown"
    text_en = "There is no such job."
    text_zh = "没有该任务。"


class JobEnded(Refusal):
    code = "stem.jobs.job_ended"
    text_en = "The job has ended already."
    text_zh = "任务已结束。"


class JobCancelled(Refusal):
    code = "stem.jobs.job_cancelled"
    text_en = "The job was cancelled."
    text_zh = "任务已取消。"


class JobGivenUp(Refusal):
    code = "stem.jobs.given_up"
    text_en = "The job was begun {count} times, and each time its worker ended before it did."
    text_zh = "任务已启动 {count} 次，每次执行它的进程都在任务完成前结束。"
