"""Every command of `sanye`, in the order of --help."""

from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What must stand before a command's module is imported."""

    NOTHING = "nothing"
    DJANGO = "Django set up, on the servers that run now if any"
    ADDRESSES = "servers that are given or run now; the module sets up Django where it wants it"
    RUNNING = "Django set up, on servers that are given or run now"
    SERVERS = "Django set up, servers running (started for the time of the command if need be)"


@dataclass(frozen=True)
class Command:
    """A name, where its code is, what it needs, and one line of help in each language."""

    name: str
    module: str
    needs: Needs
    en: str
    zh: str


def _ours(name: str, needs: Needs, en: str, zh: str) -> Command:
    return Command(name, f"sanye.project.cli.{name}", needs, en, zh)


COMMANDS = [
    _ours("up", Needs.NOTHING, "start everything and keep it running", "启动全部组件并保持运行"),
    _ours("web", Needs.ADDRESSES, "run the web server alone", "单独运行网页服务"),
    _ours("worker", Needs.RUNNING, "run cursors and jobs alone", "单独运行事件游标与后台任务"),
    _ours(
        "restart",
        Needs.NOTHING,
        "renew web and workers of `sanye up` in turn",
        "依次重启 sanye up 的 worker 与 web",
    ),
    _ours("migrate", Needs.SERVERS, "bring the database up to date", "升级数据库结构"),
    _ours("status", Needs.DJANGO, "show what runs and how far it is", "显示运行状态与进度"),
    _ours("backup", Needs.SERVERS, "write the database to a file", "将数据库备份到文件"),
    _ours("restore", Needs.SERVERS, "load a backup into an empty database", "将备份恢复到空数据库"),
    _ours(
        "company",
        Needs.SERVERS,
        "make a company and its first administrator",
        "建立公司及其首位管理员",
    ),
    _ours("demo", Needs.SERVERS, "make the demo company", "建立演示公司"),
    _ours("verify", Needs.SERVERS, "prove every invariant", "验证全部不变量"),
    _ours("journey", Needs.SERVERS, "follow one order", "跟踪一个订单的全过程"),
    _ours(
        "loop", Needs.RUNNING, "play the outside world for N orders", "模拟外部各方处理 N 个订单"
    ),
    _ours("metrics", Needs.SERVERS, "show the company's figures", "显示公司指标"),
    _ours("events", Needs.SERVERS, "read the log, mend cursors", "查看事件日志，处理游标"),
    Command(
        "import",
        "sanye.project.cli.import_",
        Needs.SERVERS,
        "read masters from a file, or AdventureWorks",
        "从文件导入主数据，或导入 AdventureWorks",
    ),
    _ours("export", Needs.SERVERS, "write masters to a file", "将主数据导出到文件"),
    _ours("plan", Needs.NOTHING, "plan a folder of CSV files", "对 CSV 文件夹运行计划"),
]
