"""Problems (RFC 9457): what a service refuses, with a stable slug and its text in Chinese and English."""

import re
from typing import Any, ClassVar, Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One sentence in both languages of the counter."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        return f"{self.zh} {self.en}"


class Problem(Exception):
    """A refusal the caller can act on. Subclasses give status and title; extras become members of the answer.

    `is_recorded`: what was written before it stays (a wrong password counts); otherwise nothing of the request does.
    """

    status: ClassVar[int] = 400
    is_recorded: ClassVar[bool] = False
    title: ClassVar[Text] = Text("请求无效", "Bad request")

    def __init__(self, detail: Text | None = None, **extras: Any) -> None:
        self.detail = detail or self.title
        self.extras = extras
        super().__init__(self.detail.en)

    @classmethod
    def slug(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class InvalidRequest(Problem):
    """`errors`: one entry a field, with its `field`, `rule` and `message`."""

    status = 422
    title = Text("请求内容不符合要求", "The request does not fit the schema")


class MalformedBody(Problem):
    title = Text("请求正文无法解析", "The body can't be parsed")


class RuleBroken(Problem):
    """A rule of the business refuses the content of a field."""

    status = 422
    title = Text("不符合业务规则", "A business rule refuses this")

    def __init__(self, field: str, rule: str, detail: Text, **extras: Any) -> None:
        super().__init__(detail, field=field, rule=rule, **extras)


class Unauthenticated(Problem):
    status = 401
    title = Text("请先登录", "A valid bearer token is required")


class Forbidden(Problem):
    status = 403
    title = Text("没有此项权限", "Your role may not do this")


class OutOfScope(Problem):
    status = 403
    title = Text("该件不属于您的机构", "The case belongs to another organisation")


class NotFound(Problem):
    status = 404
    title = Text("未找到", "Not found")


class MethodNotAllowed(Problem):
    status = 405
    title = Text("不支持此请求方法", "This method is not offered here")


class NotAcceptable(Problem):
    status = 406
    title = Text("无法提供所要求的格式", "The answer can't be given in the media type you accept")


class IllegalTransition(Problem):
    """The case's status doesn't allow the action; `allowed` lists what it does allow."""

    status = 409
    title = Text("当前状态不允许此操作", "The case's status does not allow this")


class Conflict(Problem):
    status = 409
    title = Text("与现有数据冲突", "This conflicts with what is there")


class ConcurrentChange(Conflict):
    """Somebody else moved the case first; nothing was written."""

    title = Text("该件刚被他人更新,请刷新后重试", "Somebody else just moved this case; reload and try again")


class StaleVersion(Problem):
    status = 412
    title = Text("版本已过期,请刷新后重试", "The version you hold is stale; reload and try again")


class PreconditionMissing(Problem):
    status = 428
    title = Text("缺少 If-Match 版本号", "If-Match with the version you saw is required")


class IdempotencyKeyMissing(Problem):
    status = 400
    title = Text("缺少 Idempotency-Key", "An Idempotency-Key is required here")


class IdempotencyKeyReused(Problem):
    status = 422
    title = Text("幂等键已用于不同的请求", "This Idempotency-Key came with another request before")


class RequestInFlight(Problem):
    status = 409
    title = Text("相同请求正在处理", "The first request with this key is still being answered")


class PayloadTooLarge(Problem):
    status = 413
    title = Text("文件过大", "The file or body is too large")


class UnsupportedMediaType(Problem):
    status = 415
    title = Text("不支持的文件类型", "This media type is not taken here")


class FourEyes(Problem):
    """The maker of a step can't be its checker."""

    status = 403
    title = Text("经办人不能复核自己的件", "The maker can't review their own work")


class CalendarUnavailable(Problem):
    """The working-day calendar lacks a year; an operator must load it."""

    status = 503
    title = Text("工作日历缺少该年度", "The working-day calendar lacks that year")


class Unavailable(Problem):
    """Something the service stands on doesn't answer; nothing was written, the same request may come again."""

    status = 503
    title = Text("服务暂时不可用,请稍后重试", "The service can't answer just now; try again shortly")


class InternalError(Problem):
    """A defect of ours. The answer says nothing of its cause; the log does, under the same request id."""

    status = 500
    title = Text("系统内部错误", "Something went wrong on our side")
