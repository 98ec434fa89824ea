"""What people may refuse. An employee is named by number, never by name."""

from sanye.kernel.errors import InvalidInput, NotAllowed, NotFound, Refusal


class EmployeeUnknown(NotFound):
    code = "erp.people.employee_unknown"
    text_en = "There is no employee {id}."
    text_zh = "不存在员工 {id}。"


class RosterUnknown(NotFound):
    code = "erp.people.roster_unknown"
    text_en = "There is no roster {id}."
    text_zh = "不存在排班表 {id}。"


class LeaveUnknown(NotFound):
    code = "erp.people.leave_unknown"
    text_en = "There is no leave request {id}."
    text_zh = "不存在请假申请 {id}。"


class AttendanceUnknown(NotFound):
    code = "erp.people.attendance_unknown"
    text_en = "There is no attendance {id}."
    text_zh = "不存在考勤记录 {id}。"


class SkillUnknown(NotFound):
    code = "erp.people.skill_unknown"
    text_en = "There is no such skill entry."
    text_zh = "没有这条技能记录。"


class CodeUnknown(InvalidInput):
    code = "erp.people.code_unknown"
    text_en = "There is no {what} {value} in use."
    text_zh = "不存在在用的 {what} {value}。"


class RowsMissing(InvalidInput):
    code = "erp.people.rows_missing"
    text_en = "At least one row is needed."
    text_zh = "至少需要一行。"


class ValueNotReadable(InvalidInput):
    code = "erp.people.value_not_readable"
    text_en = "{column} cannot be read: {value}."
    text_zh = "{column} 无法识别：{value}。"


class NumberTaken(InvalidInput):
    code = "erp.people.number_taken"
    text_en = "There is already an employee {number}."
    text_zh = "员工编号 {number} 已被使用。"


class UserTaken(InvalidInput):
    code = "erp.people.user_taken"
    text_en = "This user belongs to employee {number} already."
    text_zh = "该用户已关联员工 {number}。"


class UserNotMember(InvalidInput):
    code = "erp.people.user_not_member"
    text_en = "This user is not a member of the company."
    text_zh = "该用户不是本公司成员。"


class BadgeTaken(InvalidInput):
    code = "erp.people.badge_taken"
    text_en = "This badge belongs to another employee already."
    text_zh = "该工牌已分配给其他员工。"


class OrgUnitCycle(InvalidInput):
    code = "erp.people.org_unit_cycle"
    text_en = "Unit {unit} would stand below itself."
    text_zh = "部门 {unit} 不能成为自己的下级。"


class WeekNotPossible(InvalidInput):
    code = "erp.people.week_not_possible"
    text_en = "A week's work is 1 to 10080 minutes, not {minutes}."
    text_zh = "每周工时应为 1 至 10080 分钟，不能是 {minutes}。"


class BeforeHired(InvalidInput):
    code = "erp.people.before_hired"
    text_en = "Employee {number} was hired on {hired_date}; {date} lies before."
    text_zh = "员工 {number} 于 {hired_date} 入职，{date} 早于该日。"


class AfterLeaving(InvalidInput):
    code = "erp.people.after_leaving"
    text_en = "Employee {number} leaves on {last_date}; {date} lies after."
    text_zh = "员工 {number} 于 {last_date} 离职，{date} 晚于该日。"


class NothingChanges(InvalidInput):
    code = "erp.people.nothing_changes"
    text_en = "Nothing of employee {number} changes on {date}."
    text_zh = "员工 {number} 在 {date} 没有任何变动。"


class HasLeft(Refusal):
    code = "erp.people.has_left"
    text_en = "Employee {number} left on {last_date}."
    text_zh = "员工 {number} 已于 {last_date} 离职。"


class StillEmployed(Refusal):
    code = "erp.people.still_employed"
    text_en = "Employee {number} has not left yet; only who has left can be erased."
    text_zh = "员工 {number} 尚未离职，离职后方可删除个人信息。"


class AlreadyErased(Refusal):
    code = "erp.people.already_erased"
    text_en = "The personal data of employee {number} are erased."
    text_zh = "员工 {number} 的个人信息已删除。"


class SightNotAllowed(NotAllowed):
    code = "erp.people.sight_not_allowed"
    text_en = "{actor} may not see this of employee {number}: {permission}."
    text_zh = "{actor} 无权查看员工 {number} 的该信息：{permission}。"


class NotAnEmployee(Refusal):
    code = "erp.people.not_an_employee"
    text_en = "No employee belongs to the signed-in user."
    text_zh = "当前登录用户未关联员工。"


class CurrencyNotKnown(InvalidInput):
    code = "erp.people.currency_not_known"
    text_en = "There is no currency {currency}."
    text_zh = "不存在币种 {currency}。"


class TooManySkills(InvalidInput):
    code = "erp.people.too_many_skills"
    text_en = "Work center {work_center} would ask for {count} skills; at most {most} are possible."
    text_zh = "工作中心 {work_center} 将要求 {count} 项技能，最多允许 {most} 项。"


class LevelOutOfRange(InvalidInput):
    code = "erp.people.level_out_of_range"
    text_en = "A level is 1 to {most}, not {level}."
    text_zh = "技能等级应为 1 至 {most}，不能是 {level}。"


class SpanEmpty(InvalidInput):
    code = "erp.people.span_empty"
    text_en = "{last} lies before {first}."
    text_zh = "{last} 早于 {first}。"


class SpanTooLong(InvalidInput):
    code = "erp.people.span_too_long"
    text_en = "At most {most} days at once, not {days}."
    text_zh = "一次最多 {most} 天，不能是 {days} 天。"


class ShiftNotPossible(InvalidInput):
    code = "erp.people.shift_not_possible"
    text_en = "Shift {shift}: start within the day, end at most 24 hours later, break inside."
    text_zh = "班次 {shift}：开始须在当天，结束不晚于 24 小时后，休息须在班次之内。"


class ShiftRostered(Refusal):
    code = "erp.people.shift_rostered"
    text_en = "Shift {shift} is on published rosters: its times stay. Make another shift."
    text_zh = "班次 {shift} 已用于发布的排班表，其时间不能更改，请新建班次。"


class RosterNotDraft(Refusal):
    code = "erp.people.roster_not_draft"
    text_en = "This roster is {status}; only a draft can be changed. Revise it instead."
    text_zh = "该排班表状态为 {status}，只有草稿可以修改，请先修订。"


class RosterNotPublished(Refusal):
    code = "erp.people.roster_not_published"
    text_en = "This roster is {status}; only a published one is revised."
    text_zh = "该排班表状态为 {status}，只有已发布的可以修订。"


class RosterOverlaps(Refusal):
    code = "erp.people.roster_overlaps"
    text_en = "A published roster of the site covers {first_date} to {last_date}; revise that one."
    text_zh = "该地点 {first_date} 至 {last_date} 已有发布的排班表，请修订该排班表。"


class RosterEmpty(InvalidInput):
    code = "erp.people.roster_empty"
    text_en = "A roster without lines is not published."
    text_zh = "没有明细的排班表不能发布。"


class DayOutsideRoster(InvalidInput):
    code = "erp.people.day_outside_roster"
    text_en = "{date} lies outside the roster ({first_date} to {last_date})."
    text_zh = "{date} 不在排班期间（{first_date} 至 {last_date}）内。"


class WorkCenterElsewhere(InvalidInput):
    code = "erp.people.work_center_elsewhere"
    text_en = "Work center {work_center} is not at this site."
    text_zh = "工作中心 {work_center} 不在该地点。"


class LineTwice(InvalidInput):
    code = "erp.people.line_twice"
    text_en = "Employee {number} has this shift on {date} already."
    text_zh = "员工 {number} 在 {date} 已排该班次。"


class DoubleBooked(InvalidInput):
    code = "erp.people.double_booked"
    text_en = "Employee {number} has two shifts at the same time on {date}."
    text_zh = "员工 {number} 在 {date} 的两个班次时间重叠。"


class NotEmployed(InvalidInput):
    code = "erp.people.not_employed"
    text_en = "Employee {number} is not employed on {date}."
    text_zh = "员工 {number} 在 {date} 不在职。"


class RosteredOnLeave(InvalidInput):
    code = "erp.people.rostered_on_leave"
    text_en = "Employee {number} has approved leave on {date}."
    text_zh = "员工 {number} 在 {date} 已批准休假。"


class SkillMissing(InvalidInput):
    code = "erp.people.skill_missing"
    text_en = "Employee {number} has none of the skills that the work center needs on {date}."
    text_zh = "员工 {number} 在 {date} 不具备该工作中心所需的任何技能。"


class RestTooShort(InvalidInput):
    code = "erp.people.rest_too_short"
    text_en = "Employee {number} rests {found} minutes before the shift of {date}, not {wanted}."
    text_zh = "员工 {number} 在 {date} 的班次前仅休息 {found} 分钟，至少应为 {wanted} 分钟。"


class WeekTooLong(InvalidInput):
    code = "erp.people.week_too_long"
    text_en = "Employee {number} works {found} minutes in the week of {date}; {wanted} is the most."
    text_zh = "员工 {number} 在 {date} 所在周工作 {found} 分钟，上限为 {wanted} 分钟。"


class AlreadyClockedIn(Refusal):
    code = "erp.people.already_clocked_in"
    text_en = "Employee {number} is clocked in since {started_at}."
    text_zh = "员工 {number} 已于 {started_at} 签到。"


class NotClockedIn(Refusal):
    code = "erp.people.not_clocked_in"
    text_en = "Employee {number} is not clocked in."
    text_zh = "员工 {number} 尚未签到。"


class PresenceOverlaps(InvalidInput):
    code = "erp.people.presence_overlaps"
    text_en = "Employee {number} has another attendance at that time."
    text_zh = "员工 {number} 在该时段已有考勤记录。"


class PresenceNotPossible(InvalidInput):
    code = "erp.people.presence_not_possible"
    text_en = "An attendance ends after it starts, within {hours} hours, and not in the future."
    text_zh = "考勤结束须晚于开始、不超过 {hours} 小时，且不能在将来。"


class ReasonMissing(InvalidInput):
    code = "erp.people.reason_missing"
    text_en = "A reason is needed."
    text_zh = "必须填写原因。"


class OwnAttendance(NotAllowed):
    code = "erp.people.own_attendance"
    text_en = "Nobody enters or corrects their own attendance."
    text_zh = "不能录入或更正自己的考勤。"


class WhoMissing(InvalidInput):
    code = "erp.people.who_missing"
    text_en = "Give an employee's number or a badge, not both."
    text_zh = "请提供员工编号或工牌号，二者择一。"


class NoWorkingDay(InvalidInput):
    code = "erp.people.no_working_day"
    text_en = "{first_date} to {last_date} has no working day."
    text_zh = "{first_date} 至 {last_date} 没有工作日。"


class LeaveOverlaps(Refusal):
    code = "erp.people.leave_overlaps"
    text_en = "Employee {number} has leave {leave} on these days already."
    text_zh = "员工 {number} 在这些日期已有请假 {leave}。"


class LeaveTooLong(Refusal):
    code = "erp.people.leave_too_long"
    text_en = "{days} days of {kind} are asked for, {balance} are left on {date}."
    text_zh = "申请 {kind} {days} 天，{date} 仅剩 {balance} 天。"


class OwnLeave(NotAllowed):
    code = "erp.people.own_leave"
    text_en = "Leave is decided by somebody other than who asked for it or takes it."
    text_zh = "请假须由申请人和请假人以外的人审批。"


class NotTheirHead(NotAllowed):
    code = "erp.people.not_their_head"
    text_en = "Employee {number} belongs to no unit that you head."
    text_zh = "员工 {number} 不属于您负责的部门。"


class AdjustmentZero(InvalidInput):
    code = "erp.people.adjustment_zero"
    text_en = "An adjustment gives or takes days; zero does neither."
    text_zh = "调整天数不能为零。"
