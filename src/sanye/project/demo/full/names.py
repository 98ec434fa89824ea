"""Words that names of customers and people are made of, Chinese and English."""

from sanye.project.demo.full.tables import read_table

_CITIES = """
上海   | Shanghai  | 上海 | E
杭州   | Hangzhou  | 浙江 | E
宁波   | Ningbo    | 浙江 | E
温州   | Wenzhou   | 浙江 | E
金华   | Jinhua    | 浙江 | E
南京   | Nanjing   | 江苏 | E
苏州   | Suzhou    | 江苏 | E
无锡   | Wuxi      | 江苏 | E
南通   | Nantong   | 江苏 | E
合肥   | Hefei     | 安徽 | E
芜湖   | Wuhu      | 安徽 | E
南昌   | Nanchang  | 江西 | E
福州   | Fuzhou    | 福建 | S
厦门   | Xiamen    | 福建 | S
广州   | Guangzhou | 广东 | S
深圳   | Shenzhen  | 广东 | S
佛山   | Foshan    | 广东 | S
东莞   | Dongguan  | 广东 | S
汕头   | Shantou   | 广东 | S
南宁   | Nanning   | 广西 | S
长沙   | Changsha  | 湖南 | S
武汉   | Wuhan     | 湖北 | S
重庆   | Chongqing | 重庆 | S
成都   | Chengdu   | 四川 | S
昆明   | Kunming   | 云南 | S
贵阳   | Guiyang   | 贵州 | S
北京   | Beijing   | 北京 | N
天津   | Tianjin   | 天津 | N
石家庄 | Shijiazhuang | 河北 | N
济南   | Jinan     | 山东 | N
青岛   | Qingdao   | 山东 | N
郑州   | Zhengzhou | 河南 | N
太原   | Taiyuan   | 山西 | N
西安   | Xi'an     | 陕西 | N
沈阳   | Shenyang  | 辽宁 | N
大连   | Dalian    | 辽宁 | N
长春   | Changchun | 吉林 | N
哈尔滨 | Harbin    | 黑龙江 | N
"""
CITIES = read_table(_CITIES)
"""City, its English name, province, region of the warehouse."""

_BRANDS = """
华宇 | Huayu
利民 | Limin
恒泰 | Hengtai
百佳 | Baijia
金辉 | Jinhui
鼎盛 | Dingsheng
万和 | Wanhe
嘉悦 | Jiayue
宏远 | Hongyuan
德信 | Dexin
瑞丰 | Ruifeng
天成 | Tiancheng
东升 | Dongsheng
安居 | Anju
祥云 | Xiangyun
福满 | Fuman
永盛 | Yongsheng
新世界 | Xinshijie
顺达 | Shunda
海纳 | Haina
锦绣 | Jinxiu
美家 | Meijia
同创 | Tongchuang
众诚 | Zhongcheng
优品 | Youpin
乐购家 | Legoujia
银泰隆 | Yintailong
大通 | Datong
星河 | Xinghe
佳禾 | Jiahe
"""
BRANDS = read_table(_BRANDS)

_TRADES = """
RETAIL  | 家电连锁有限公司     | Appliance Stores     | 60
RETAIL  | 百货有限公司         | Department Stores    | 30
DEALER  | 电器贸易有限公司     | Appliance Trading    | 80
DEALER  | 五交化有限公司       | Household Goods      | 30
ECOM    | 电子商务有限公司     | E-Commerce           | 40
PROJECT | 酒店用品有限公司     | Hotel Supplies       | 15
"""
TRADES = read_table(_TRADES)
"""Customer group, endings of a name, how many of them."""

_ABROAD = """
DE | EUR | Hamburg; München; Köln; Leipzig
FR | EUR | Lyon; Lille; Nantes
IT | EUR | Milano; Torino; Bologna
ES | EUR | Madrid; Valencia; Bilbao
NL | EUR | Rotterdam; Utrecht; Eindhoven
SE | EUR | Göteborg; Malmö; Uppsala
PL | EUR | Poznań; Łódź; Gdańsk
US | USD | Chicago; Dallas; Seattle; Atlanta
CA | USD | Toronto; Vancouver; Calgary
AU | USD | Sydney; Brisbane; Perth
SG | USD | Singapore; Jurong; Tampines
AE | USD | Dubai; Sharjah; Abu Dhabi
MX | USD | Monterrey; Puebla; Mérida
JP | USD | Osaka; Nagoya; Sendai
TH | USD | Bangkok; Chiang Mai; Phuket
"""
_IMPORTERS = """
DE | Haushaltswelt GmbH; Küchenpartner KG; Elektro Nord GmbH
FR | Maison Claire SAS; Cuisine Plus SARL; Électro Ouest SA
IT | Casa Bella SpA; Cucina Viva Srl; Elettro Sud Srl
ES | Hogar Feliz SL; Cocina Total SA; Electro Iberia SL
NL | Keukenhof BV; Huis en Haard BV; Elektro Noord BV
SE | Nordic Home AB; Köksliv AB; Elhuset AB
PL | Dom i Kuchnia Sp. z o.o.; Elektromax SA; Kuchnia Plus SA
US | Homestead Goods Inc.; Kitchen Corner LLC; Bright Appliances Inc.
CA | Maple Home Ltd.; Northern Kitchen Inc.; Lakeside Electric Ltd.
AU | Southern Home Pty Ltd; Coast Kitchen Pty Ltd; Ozelec Pty Ltd
SG | Merlion Living Pte Ltd; Straits Appliances Pte Ltd; Orchid Home Pte Ltd
AE | Gulf Home LLC; Oasis Kitchen FZE; Desert Rose Trading LLC
MX | Casa Azteca SA de CV; Cocina Norte SA de CV; Electro Maya SA de CV
JP | Sakura Living K.K.; Kurashi K.K.; Hikari Denki K.K.
TH | Siam Home Co., Ltd.; Lotus Kitchen Co., Ltd.; Chao Electric Co., Ltd.
"""
ABROAD = [
    (country, currency, cities.split("; "), names.split("; "))
    for (country, currency, cities), (_, names) in zip(
        read_table(_ABROAD), read_table(_IMPORTERS), strict=True
    )
]
"""Country, currency, cities, companies."""

SURNAMES = read_table("""
王 | Wang
李 | Li
张 | Zhang
刘 | Liu
陈 | Chen
杨 | Yang
赵 | Zhao
黄 | Huang
周 | Zhou
吴 | Wu
徐 | Xu
孙 | Sun
胡 | Hu
朱 | Zhu
高 | Gao
林 | Lin
何 | He
郭 | Guo
马 | Ma
罗 | Luo
梁 | Liang
宋 | Song
郑 | Zheng
谢 | Xie
韩 | Han
唐 | Tang
冯 | Feng
于 | Yu
董 | Dong
萧 | Xiao
""")

GIVEN = read_table("""
伟   | Wei
芳   | Fang
娜   | Na
敏   | Min
静   | Jing
强   | Qiang
磊   | Lei
洋   | Yang
艳   | Yan
勇   | Yong
杰   | Jie
娟   | Juan
涛   | Tao
明   | Ming
超   | Chao
秀英 | Xiuying
霞   | Xia
平   | Ping
刚   | Gang
桂英 | Guiying
建国 | Jianguo
文静 | Wenjing
志强 | Zhiqiang
雨欣 | Yuxin
浩然 | Haoran
子涵 | Zihan
嘉怡 | Jiayi
国栋 | Guodong
晓峰 | Xiaofeng
丽华 | Lihua
""")
