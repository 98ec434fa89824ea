"""What the report says, in both languages: steps, what rows became, why they were left, methods."""

from typing import NamedTuple


class Text(NamedTuple):
    en: str
    zh: str

    def of(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


# Steps, and what was written.

PLACES = Text("places", "地点")
ITEMS = Text("items", "物料")
BILLS = Text("bills", "物料清单")
ROUTINGS = Text("routings", "工艺路线")
PARTIES = Text("parties", "往来单位")
SUPPLIER_TERMS = Text("supplier terms", "供应商条款")
PRICES = Text("prices", "价格")
SPECIAL_OFFERS = Text("special offers", "促销")
RATES = Text("exchange rates", "汇率")
STOCK = Text("stock", "库存")
HISTORY = Text("history", "历史单据")
PLANNING = Text("planning", "计划参数")

LOCATIONS = Text("locations", "库位")
WORK_CENTERS = Text("work centers", "工作中心")
FAMILIES = Text("item families", "物料类别")
COSTS = Text("costs of items", "物料成本")
ITEM_SITES = Text("planning of items", "物料计划参数")
ITEMS_PLANNED = Text("items that are planned from now on", "开始参与计划的物料")
TAXES = Text("taxes", "税种")
INDIVIDUALS = Text("individual customers", "个人客户")
STORES = Text("stores", "商店客户")
VENDORS = Text("vendors", "供应商")
EMPLOYEES = Text("employees", "员工")
PARTY_TERMS = Text("terms of parties", "往来单位条款")
PROMOTIONS = Text("promotions", "促销活动")
FREIGHT = Text("freight as an item", "运费物料")

LIST_PRICES = Text("list prices", "价目表价格")
OPENING_LINES = Text("lines of opening stock", "期初库存行")
PRODUCTS_OPENED = Text("products with opening stock", "有期初库存的产品")
PIECES_OPENED = Text("pieces of opening stock", "期初库存件数")
PRODUCTS_COUNTED = Text("products counted down on the last day", "末日盘点调减的产品")
PIECES_COUNTED = Text("pieces counted away", "盘点减少的件数")
SALES_ORDERS = Text("finished sales orders", "已完结的销售订单")
PURCHASE_ORDERS = Text("finished purchase orders", "已完结的采购订单")
PRODUCTION_ORDERS = Text("finished production orders", "已完结的生产订单")
JOURNAL_ENTRIES = Text("journal entries", "记账凭证")
PASSED_OVER = Text("documents that were here already", "已存在而跳过的单据")
PERIODS_CLOSED = Text("fiscal periods closed", "已关闭的会计期间")

# What rows became.

IS_LOCATION = Text(
    "locations; those with a cost rate also work centers", "库位；有费率的同时为工作中心"
)
IS_SHIFT = Text("shifts of the plant's calendar", "工厂日历的班次")
IS_BILL_LINE = Text("lines of bills that hold", "有效的清单行")
IS_ENDED_LINE = Text("lines of bills that held until their end date", "到期前有效的清单行")
IS_ITEM = Text("items with cost and planning", "物料及其成本、计划参数")
IS_DESCRIPTION = Text("descriptions of items", "物料说明")
IS_UNIT = Text("units of Recommendation 20", "联合国第 20 号建议书的计量单位")
IS_FAMILY = Text("item families", "物料类别")
IS_SUBFAMILY = Text("item families below them", "下级物料类别")
IS_TAX = Text("taxes on sales, on customers of the state", "销售税，用于所在州的客户")
IS_INDIVIDUAL = Text("individual customers", "个人客户")
IS_STORE_CUSTOMER = Text("customers of stores, one party a store", "商店客户，每店一个往来单位")
IS_CUSTOMER = Text("customers", "客户")
IS_SUPPLIER = Text("suppliers; inactive ones archived", "供应商；停用的已归档")
IS_EMPLOYEE_PARTY = Text(
    "employees as parties without a login (passwords are not in the data)",
    "作为往来单位的员工，无登录账号（数据中没有密码）",
)
IS_EMPLOYEE = Text("employees", "员工")
IS_CONTACT_PERSON = Text("contacts of stores and vendors", "商店和供应商的联系人")
IS_CONTACT = Text("contacts with their role", "联系人及其职务")
IS_CONTACT_ROLE = Text("contacts' roles", "联系人职务")
IS_MAIL = Text("mail of contacts", "联系人邮箱")
IS_PHONE = Text("telephones of contacts", "联系人电话")
IS_PARTY_ADDRESS = Text("addresses of parties with their use", "往来单位地址及用途")
IS_ADDRESS = Text("addresses of parties", "往来单位地址")
IS_ADDRESS_USE = Text("uses of addresses", "地址用途")
IS_REGION = Text("region and country of addresses", "地址的地区和国家")
IS_SUPPLIER_TERM = Text("supplier terms with price", "供应商条款及价格")
IS_LIST_PRICE = Text("list prices with their dates", "价目表价格及有效期")
IS_PROMOTION = Text("promotions with their dates", "促销活动及有效期")
IS_PROMOTION_ITEM = Text("items of promotions", "促销活动的物料")
IS_RATE = Text("exchange rates: average and closing", "汇率：平均与收盘")
IS_CURRENCY = Text("currencies of ISO 4217, which the program knows", "ISO 4217 货币，系统已内置")
IS_OPENING = Text("opening stock; shelf and bin are not kept", "期初库存；不保留货架和货格")
IS_PAST_OPENING = Text(
    "what the stock of the history ends at; shelf and bin are not kept",
    "历史库存的期末数；不保留货架和货格",
)
IS_ROUTING_SOURCE = Text("used for routings", "用于推算工艺路线")
IS_SALES_ORDER = Text("finished sales orders with their effects", "已完结的销售订单及其全部影响")
IS_PURCHASE_ORDER = Text(
    "finished purchase orders with their effects", "已完结的采购订单及其全部影响"
)
IS_PRODUCTION_ORDER = Text(
    "finished production orders with their effects", "已完结的生产订单及其全部影响"
)
IS_SALES_LINE = Text("lines of finished sales orders", "已完结的销售订单的明细行")
IS_PURCHASE_LINE = Text("lines of finished purchase orders", "已完结的采购订单的明细行")
IS_OPERATION = Text("operations of production orders with their times", "生产订单的工序及工时")
IS_SCRAP_REASON = Text("reason codes of scrap", "报废原因代码")
IS_PAST_COST = Text("standard costs in their time", "当时的标准成本")

# Why rows were left.

NO_HISTORY = Text(
    "history of documents, which comes with --history", "历史单据，使用 --history 时才导入"
)
NO_PAST_COSTS = Text(
    "past costs, which come with --history; the current one is the product's",
    "历史成本，使用 --history 时才导入；现行成本取自产品",
)
NO_SCRAP_REASONS = Text(
    "reasons of scrap, which come with --history", "报废原因，使用 --history 时才导入"
)
PERSONNEL = Text(
    "personnel files: of employees names and job titles are taken, nothing more",
    "人事档案：员工只取姓名和职务",
)
SELLING = Text(
    "targets and territories of sales people, which Sanye does not plan yet",
    "销售人员的指标和区域，Sanye 尚不管理",
)
REASONS = Text(
    "why customers say they bought, which has no place here yet", "客户购买原因，尚无对应位置"
)
REVIEWS = Text(
    "customers' reviews of products, which have no place here yet", "客户产品评价，尚无对应位置"
)
SHIP_METHODS = Text(
    "carriers and their rates: the orders do not say what a carrier was paid",
    "承运商及费率：订单中没有付给承运商的金额",
)
OWN_CURRENCY = Text(
    "what is paid where; each party has its own currency", "各国货币；每个往来单位自有币种"
)
TOP_PRODUCT = Text("marks of a top product, with no assembly above", "顶层产品标记，没有上级组件")
MODELS_ALONE = Text("models without a product", "没有产品的型号")
UNITS_UNCLEAR = Text(
    "not a unit that a quantity of goods is counted in, or not clear (C, CAN, KGV, KT, PCT)",
    "不是物料计量单位，或含义不明（C、CAN、KGV、KT、PCT）",
)
STORES_ALONE = Text("stores that are no customer", "不是客户的商店")
PERSONS_MISSING = Text("belong to persons who are missing from the data", "所属人员在数据中缺失")
NO_PARTY = Text("belong to persons who are no party of ours", "所属人员不是往来单位")
ONE_PHONE = Text("kinds of telephones; a contact has one", "电话类型；每个联系人只有一个电话")
COUNTRIES = Text(
    "names of countries, which the program knows; addresses have ISO 3166 codes",
    "国家名称，系统已内置；地址中为 ISO 3166 代码",
)
NO_DISCOUNT = Text("the offer that gives no discount", "没有折扣的促销")
NO_DISCOUNT_ITEMS = Text("items of the offer that gives no discount", "没有折扣的促销的物料")
SAME_CURRENCY = Text("rates of a currency in itself", "货币对自身的汇率")
NOT_ISO_RATE = Text("rates of a currency that is not in ISO 4217", "不在 ISO 4217 中的货币的汇率")
NOT_ISO = Text("not in ISO 4217", "不在 ISO 4217 中")
EMPTY_PLACES = Text("places with nothing in them", "没有库存的库位")
LINES_MISSING = Text("orders whose lines are missing from the data", "数据中缺少明细行的订单")
PENDING = Text("pending orders, which are not finished", "待审批的订单，尚未完结")
APPROVED = Text("approved orders, which are not finished", "已审批的订单，尚未完结")
REJECTED = Text("rejected orders, which were never placed", "被否决的订单，从未下达")
PENDING_LINES = Text("lines of pending orders", "待审批订单的明细行")
APPROVED_LINES = Text("lines of approved orders", "已审批订单的明细行")
REJECTED_LINES = Text("lines of rejected orders", "被否决订单的明细行")
BOUGHT_COSTS = Text(
    "past costs of products that are bought, which have their moving average",
    "外购产品的历史成本；外购产品按移动平均计价",
)


def history_of(year: int) -> Text:
    """The step that takes over one year."""
    return Text(f"history of {year}", f"{year} 年的历史单据")
